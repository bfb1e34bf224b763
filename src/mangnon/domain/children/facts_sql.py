"""What the children's dues read besides the children themselves: nothing."""

import pyarrow as pa

CHILDREN_FACTS = pa.schema([])
CHILDREN_SQL = "SELECT NULL::bytea WHERE false"
