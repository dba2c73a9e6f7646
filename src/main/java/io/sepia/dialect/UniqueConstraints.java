package io.sepia.dialect;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.unique.UniqueDelegate;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UniqueKey;

/**
 * Creates unique constraints: as part of a new table, and as an index of an existing table, because SQLite cannot add
 * constraints to tables.
 */
record UniqueConstraints(Dialect dialect) implements UniqueDelegate {
    @Override
    public String getColumnDefinitionUniquenessFragment(Column column, SqlStringGenerationContext context) {
        return "";
    }

    @Override
    public String getTableCreationUniqueConstraintsFragment(Table table, SqlStringGenerationContext context) {
        String keys = DocumentConstraints.of(table, dialect, context);
        if (context.isMigration()) {
            return keys; // In a migration, Hibernate adds unique keys afterwards, even if the table is new.
        }
        return table.getUniqueKeys().values().stream()
                .map(key -> ", constraint " + dialect.quote(key.getName()) + " unique (" + columns(key) + ")")
                .collect(Collectors.joining("", "", keys));
    }

    @Override
    public String getAlterTableToAddUniqueKeyCommand(
            UniqueKey key, Metadata metadata, SqlStringGenerationContext context) {
        if (!context.isMigration()) {
            return "";
        }
        return "create unique index if not exists " + dialect.quote(key.getName()) + " on "
                + context.format(key.getTable().getQualifiedTableName()) + " (" + columns(key) + ")";
    }

    @Override
    public String getAlterTableToDropUniqueKeyCommand(
            UniqueKey key, Metadata metadata, SqlStringGenerationContext context) {
        // Hibernate drops keys before it adds them. Existing indexes stay, and a constraint cannot be dropped.
        return "";
    }

    private String columns(UniqueKey key) {
        List<Column> columns = key.getColumns();
        return columns.stream()
                .map(column -> column.getQuotedName(dialect)
                        + (key.getColumnOrderMap().containsKey(column)
                                ? " " + key.getColumnOrderMap().get(column).toLowerCase(Locale.ROOT)
                                : ""))
                .collect(Collectors.joining(", "));
    }
}
