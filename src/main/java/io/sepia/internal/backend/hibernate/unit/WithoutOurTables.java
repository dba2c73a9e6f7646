package io.sepia.internal.backend.hibernate.unit;

import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;

/** A filter for schema management that applies the application's filters and excludes the store's tables. */
record WithoutOurTables(SchemaFilterProvider given, MappedTables tables) implements SchemaFilterProvider {
    @Override
    public SchemaFilter getCreateFilter() {
        return new Filter(given.getCreateFilter(), tables);
    }

    @Override
    public SchemaFilter getDropFilter() {
        return new Filter(given.getDropFilter(), tables);
    }

    @Override
    public SchemaFilter getTruncatorFilter() {
        return new Filter(given.getTruncatorFilter(), tables);
    }

    @Override
    public SchemaFilter getMigrateFilter() {
        return new Filter(given.getMigrateFilter(), tables);
    }

    @Override
    public SchemaFilter getValidateFilter() {
        return new Filter(given.getValidateFilter(), tables);
    }

    private record Filter(SchemaFilter given, MappedTables tables) implements SchemaFilter {
        @Override
        public boolean includeNamespace(Namespace namespace) {
            return given.includeNamespace(namespace);
        }

        @Override
        public boolean includeTable(Table table) {
            return !tables.contains(table) && given.includeTable(table);
        }

        @Override
        public boolean includeSequence(Sequence sequence) {
            return given.includeSequence(sequence);
        }
    }
}
