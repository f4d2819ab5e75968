// Sentences to try: vague wishes as an aios says them between two patients.

export const SAMPLES = [
  "Ik wil beter worden in slechtnieuwsgesprekken",
  "Ik wil leren echo's te maken",
  "Mijn visites lopen altijd uit",
  "Ik zou vaker de regie willen nemen",
];
