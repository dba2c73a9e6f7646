package io.sepia.internal.backend.hibernate.unit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.sqm.sql.SqmTranslation;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.sql.ast.spi.AbstractSqlAstWalker;
import org.hibernate.sql.ast.tree.AbstractUpdateOrDeleteStatement;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.delete.DeleteStatement;
import org.hibernate.sql.ast.tree.expression.Any;
import org.hibernate.sql.ast.tree.expression.Every;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.ModifiedSubQueryExpression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;
import org.hibernate.sql.ast.tree.expression.SqlSelectionExpression;
import org.hibernate.sql.ast.tree.expression.SqlTupleContainer;
import org.hibernate.sql.ast.tree.predicate.BetweenPredicate;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.InListPredicate;
import org.hibernate.sql.ast.tree.update.UpdateStatement;
import org.hibernate.sql.model.ast.ColumnWriteFragment;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses queries that compare a time of a {@link io.sepia.jpa.StoredObject} with a time that the database computes. In
 * HQL both are instants. In SQL one is a number of microseconds, and SQLite would compare that with a text.
 */
final class TimeComparisons extends AbstractSqlAstWalker {
    private static final String CONVERTER = "io.sepia.jpa.MicrosecondsConverter";

    private TimeComparisons() {}

    /** Returns a translator that checks what {@code translator} returns. */
    @SuppressWarnings("unchecked") // The proxy returns what the translator does.
    static <T extends Statement> SqmTranslator<T> checking(SqmTranslator<T> translator) {
        return (SqmTranslator<T>) Proxy.newProxyInstance(
                TimeComparisons.class.getClassLoader(),
                new Class<?>[] {SqmTranslator.class},
                (proxy, method, given) -> {
                    Object result;
                    try {
                        result = method.invoke(translator, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (result instanceof SqmTranslation<?> translation) {
                        translation.getSqlAst().accept(new TimeComparisons());
                    }
                    return result;
                });
    }

    // Hibernate's own methods for these two fail without a restriction.
    @Override
    public void visitDeleteStatement(DeleteStatement statement) {
        visit(statement);
    }

    @Override
    public void visitUpdateStatement(UpdateStatement statement) {
        statement.getAssignments().forEach(each -> each.accept(this));
        visit(statement);
    }

    /** Visits nothing, since a generated value has no comparison. */
    @Override
    public void visitColumnWriteFragment(ColumnWriteFragment value) {}

    private void visit(AbstractUpdateOrDeleteStatement statement) {
        statement
                .getCteStatements()
                .values()
                .forEach(each -> each.getCteDefinition().accept(this));
        if (statement.getRestriction() != null) {
            statement.getRestriction().accept(this);
        }
    }

    /** Visits nothing, since the selection may refer to the expression again. The select clause is visited anyway. */
    @Override
    public void visitSqlSelectionExpression(SqlSelectionExpression expression) {}

    /** Visits nothing, since some arguments of functions cannot be visited. */
    @Override
    public void visitSelfRenderingExpression(SelfRenderingExpression expression) {}

    @Override
    public void visitRelationalPredicate(ComparisonPredicate predicate) {
        check(predicate.getLeftHandExpression(), predicate.getRightHandExpression());
        super.visitRelationalPredicate(predicate);
    }

    @Override
    public void visitBetweenPredicate(BetweenPredicate predicate) {
        check(predicate.getExpression(), predicate.getLowerBound());
        check(predicate.getExpression(), predicate.getUpperBound());
        super.visitBetweenPredicate(predicate);
    }

    @Override
    public void visitInListPredicate(InListPredicate predicate) {
        predicate.getListExpressions().forEach(each -> check(predicate.getTestExpression(), each));
        super.visitInListPredicate(predicate);
    }

    private static void check(Expression one, Expression other) {
        if (isStoredTime(one) && isSqlTime(other) || isSqlTime(one) && isStoredTime(other)) {
            throw new IllegalQueryOperationException(
                    "A query compares createdAt or updatedAt of a StoredObject with a time that the"
                            + " database computes, such as 'instant'. They are numbers of microseconds there. Pass the time as"
                            + " a parameter of the type Instant.");
        }
    }

    private static boolean isStoredTime(Expression expression) {
        JdbcMapping mapping = mapping(expression);
        return mapping != null
                && mapping.getValueConverter() instanceof JpaAttributeConverter<?, ?> converter
                && converter.getConverterJavaType().getJavaTypeClass().getName().equals(CONVERTER);
    }

    private static boolean isSqlTime(Expression expression) {
        JdbcMapping mapping = mapping(expression);
        return mapping != null && mapping.getJdbcType().isTemporal();
    }

    /** Returns the type of a single value, or null for what may have several or does not tell. */
    private static @Nullable JdbcMapping mapping(Expression expression) {
        if (expression instanceof SqlTupleContainer
                || expression instanceof Any
                || expression instanceof Every
                || expression instanceof ModifiedSubQueryExpression) {
            return null;
        }
        JdbcMappingContainer type = expression.getExpressionType();
        return type == null || type.getJdbcTypeCount() != 1 ? null : type.getSingleJdbcMapping();
    }
}
