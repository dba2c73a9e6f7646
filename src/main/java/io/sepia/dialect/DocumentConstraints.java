package io.sepia.dialect;

import io.sepia.jpa.StoredObject;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Table;

/**
 * The foreign keys of associations to documents, as part of a new table. Other foreign keys are left out: Hibernate
 * creates and drops tables in any order, and SQLite can neither add nor drop a constraint. See decision 0145.
 */
final class DocumentConstraints {
    private DocumentConstraints() {}

    static String of(Table table, Dialect dialect, SqlStringGenerationContext context) {
        return table.getForeignKeyCollection().stream()
                .filter(key ->
                        key.isCreationEnabled() && StoredObject.class.getName().equals(key.getReferencedEntityName()))
                .map(key -> constraint(key, dialect, context))
                .sorted()
                .collect(Collectors.joining());
    }

    private static String constraint(ForeignKey key, Dialect dialect, SqlStringGenerationContext context) {
        Table target = key.getReferencedTable();
        List<Column> referenced =
                key.isReferenceToPrimaryKey() ? target.getPrimaryKey().getColumns() : key.getReferencedColumns();
        OnDeleteAction action = key.getOnDeleteAction();
        return ", constraint " + dialect.quote(key.getName()) + " foreign key (" + names(key.getColumns(), dialect)
                + ") references " + context.format(target.getQualifiedTableName()) + " (" + names(referenced, dialect)
                + ")"
                + (action == null || action == OnDeleteAction.NO_ACTION ? "" : " on delete " + action.toSqlString());
    }

    private static String names(List<Column> columns, Dialect dialect) {
        return columns.stream().map(each -> each.getQuotedName(dialect)).collect(Collectors.joining(", "));
    }
}
