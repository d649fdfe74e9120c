"""Every expected failure: one line that names the place and the remedy."""


class KgError(Exception):
    """Base of all expected failures; `exit_code` is what the command line returns for it."""

    exit_code = 2


class ReadError(KgError):
    """A path or file that cannot be read: missing, empty, undecodable, or of a kind not known."""


class DocumentIdError(KgError):
    """Two documents carry the same id."""


class OntologyError(KgError):
    """A malformed ontology: names the file, the IRI and the remedy."""


class DateError(KgError):
    """A date that is not in the form asked for."""


class QueryError(KgError):
    """A query that is malformed, unknown, or lacks a parameter."""


class RefusedError(QueryError):
    """A query that would change the graph or ask other servers, or that costs more than is allowed."""


class DecisionError(KgError):
    """A decision of a reviewer that cannot be read, written or understood: names file, line and remedy."""


class GraphError(KgError):
    """An output folder that holds no graph, or a damaged one."""


class ServeError(KgError):
    """An address that cannot be listened at."""


class WriteError(KgError):
    """Output that cannot be written."""


class EvaluationError(KgError):
    """Gold or predicted records that cannot be compared."""


class CheckError(KgError):
    """A check that did not pass, or a run that left documents out."""

    exit_code = 1
