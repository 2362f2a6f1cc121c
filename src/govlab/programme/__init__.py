"""Projects and reporting: the project file, the reporting calendar, a directive's way down.

>>> project = read_project()
>>> f"{project.budget.total - project.budget.itemised:,} baht is itemised nowhere"
'223,300 baht is itemised nowhere'
"""

from govlab.programme._budget import allocation_table, budget_chart, trainees_table
from govlab.programme._journey import Journey, journey, journey_study
from govlab.programme._project_file import Project, read_project
from govlab.programme._project_study import project_study
from govlab.programme._reporting import Report, Reporting, reporting, reporting_study

__all__ = [
    "Journey",
    "Project",
    "Report",
    "Reporting",
    "allocation_table",
    "budget_chart",
    "journey",
    "journey_study",
    "project_study",
    "read_project",
    "reporting",
    "reporting_study",
    "trainees_table",
]
