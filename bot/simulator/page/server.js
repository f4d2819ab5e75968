// The calls to the simulator. Each gives the parsed answer, or throws an Error with the server's own words.

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

const chat = (person, act, body = {}) => call("POST", `/sim/chats/${person}/${act}`, body);

export const loadState = () => call("GET", "/sim/state");
export const say = (person, text) => chat(person, "text", { text });
export const send = (person, kind, caption = "") => chat(person, "content", { kind, caption });
export const edit = (person, message, text) => chat(person, "edit", { message_id: message, text });
export const press = (person, message, data) => chat(person, "press", { message_id: message, data });
export const openLink = (person, url) => chat(person, "open", { url });
export const setBlocked = (person, blocked) => chat(person, blocked ? "block" : "unblock");
export const addPerson = (name, role) => call("POST", "/sim/people", { name, role });
export const setClock = (moment) => call("POST", "/sim/clock/set", { at: moment.toISOString() });
