"""Pictures of a published month."""

from govlab.charts import Chart, bars, flow
from govlab.complaints._month import Month
from govlab.datasets import Dataset
from govlab.text import say


def flow_chart(month: Month, data: Dataset, lang: str = "th") -> Chart:
    """Return channels in and outcomes out of the month's complaints."""
    return flow(
        data.provenance.title[lang],
        month.flow(say("complaints.received", lang)),
        unit=say("complaints.unit", lang),
        source=_source(data),
        lang=lang,
        synthetic=data.provenance.synthetic,
    )


def field_chart(month: Month, data: Dataset, lang: str = "th") -> Chart:
    """Return the field of the complaints that came through Traffy Fondue."""
    total = sum(month.margins["field"].values())
    return bars(
        say("complaints.by_field", lang),
        month.margins["field"],
        unit=f"{say('complaints.unit', lang)} (n = {total})",
        source=_source(data),
        lang=lang,
        synthetic=data.provenance.synthetic,
    )


def _source(data: Dataset) -> str:
    found = data.provenance
    return f"{'; '.join(found.sources)} ({found.source_ids[0]} – {found.source_ids[-1]})"
