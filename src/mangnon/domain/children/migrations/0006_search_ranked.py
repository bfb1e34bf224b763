import importlib

import django.contrib.postgres.indexes
from django.db import migrations, models

before = importlib.import_module("mangnon.domain.children.migrations.0003_search")

# Under row-level security a trigram index cannot serve LIKE (the operator is not leakproof), so the search runs
# as the tables' owner and applies the reader's scope by itself; what it returns are keys only, read again
# through the wall. Few communes are read whole, by their own index: that is quicker than the trigrams of a name that
# half the province bears. Everywhere, whole names (the child's, a carer's) are found by an index of their own; only when
# these are few are parts of names looked for, and 300 of them ranked: more would be a search nobody reads to its end.
# The child's own name stands first in the search text, so the place of the words tells whose name they are.
SEARCH = """
CREATE FUNCTION search_children(patterns text[], phrase text, most int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS
$$
DECLARE
  anywhere boolean := scope_everywhere('ordinary');
  communes uuid[] := scope_places('ordinary', 'commune');
  hamlets uuid[] := scope_places('ordinary', 'hamlet');
  pupils uuid[] := scope_pupils('ordinary');
  matching text := '';
  source text;
  pattern text;
  whole uuid[] := '{}';
BEGIN
  FOREACH pattern IN ARRAY patterns LOOP
    matching := matching || format(' AND search_text LIKE %L', pattern);
  END LOOP;
  source := 'SELECT id, search_text FROM children_child WHERE merged_into_id IS NULL';
  IF NOT anywhere THEN
    source := source || ' AND (commune_id = ANY ($1) OR hamlet_id = ANY ($2) OR id = ANY ($3)'
      || ' OR (open_communes <> ''{}'' AND open_communes && $1))';
  END IF;
  IF anywhere OR cardinality(communes) > 6 THEN
    IF phrase <> '' THEN
      EXECUTE 'SELECT array_agg(id) FROM (' || source
        || ' AND string_to_array(search_text, ''|'') @> ARRAY[$4] LIMIT 1000) c'
        INTO whole USING communes, hamlets, pupils, phrase;
    END IF;
    IF coalesce(cardinality(whole), 0) < most THEN
      source := '(' || source || ' AND id = ANY ($6)) UNION (' || source || matching || ' LIMIT 300)';
    ELSE
      source := source || ' AND id = ANY ($6)';
    END IF;
    matching := '';
  ELSE
    source := source || ' OFFSET 0';
  END IF;
  RETURN QUERY EXECUTE 'SELECT id FROM (' || source || ') c WHERE true' || matching
    || ' ORDER BY nullif(position($4 in search_text), 0) NULLS LAST, search_text LIMIT $5'
    USING communes, hamlets, pupils, phrase, most, whole;
END
$$;
DROP FUNCTION search_children(text[], int);
"""
BACK = "DROP FUNCTION search_children(text[], text, int);" + before.SEARCH


class Migration(migrations.Migration):
    dependencies = [("children", "0005_households_of_a_day")]
    operations = [
        migrations.AddIndex(
            "child",
            django.contrib.postgres.indexes.GinIndex(
                fields=["open_communes"],
                condition=~models.Q(open_communes=[]),
                name="child_open_communes",
            ),
        ),
        migrations.AddIndex(
            "child",
            django.contrib.postgres.indexes.GinIndex(
                models.Func("search_text", models.Value("|"), function="string_to_array"),
                name="child_whole_names",
            ),
        ),
        migrations.RunSQL(SEARCH, BACK),
    ]
