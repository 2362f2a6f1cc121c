"""Which cohort is the example: its files in ``course/examples`` and the exam they answer."""

CURRICULUM, FORM, SEED = "governance", "demo", 2569
ROSTER, ANSWERS = "roster.xlsx", "answers.xlsx"
#: Id of the cohort; the word in it says on every certificate what it is.
COHORT = "ตัวอย่าง-1"
