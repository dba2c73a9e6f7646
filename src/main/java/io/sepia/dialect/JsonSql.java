package io.sepia.dialect;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.sqm.CastType;
import org.hibernate.sql.ast.Clause;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JsonPathPassingClause;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.SortSpecification;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/** Writes the SQL of a JSON function. */
record JsonSql(SqlAppender sql, SqlAstTranslator<?> walker) {
    /** An expression that always fails. */
    static final String FAIL = "sepia_json_error()";

    private static final Pattern PATH = Pattern.compile("\\$(\\.(\"[^\"]*\"|[^.\\[\"*?@() ]+)|\\[(#(-\\d+)?|\\d+)])*");

    /** Appends texts as they are, expressions as their SQL, and {@link Path}s. */
    JsonSql add(Object... parts) {
        for (Object part : parts) {
            if (part instanceof SqlAstNode node) {
                node.accept(walker);
            } else if (part instanceof Path path) {
                add(path);
            } else {
                sql.appendSql(part.toString());
            }
        }
        return this;
    }

    /**
     * A JSON path.
     *
     * @param passed the values of names such as {@code $index} in the path
     */
    record Path(Expression path, @Nullable JsonPathPassingClause passed) {}

    private void add(Path path) {
        if (path.passed() == null || path.passed().getPassingExpressions().isEmpty()) {
            checkPath(path.path());
            path.path().accept(walker);
            return;
        }
        String text = walker.getLiteralValue(path.path());
        Map<String, Expression> passed = path.passed().getPassingExpressions();
        add("('");
        int at = 0;
        while (at < text.length()) {
            int end = at + 1;
            while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end)) && text.charAt(end) != '$') {
                end++;
            }
            if (text.charAt(at) == '$' && end > at + 1) {
                Expression value = passed.get(text.substring(at + 1, end));
                if (value == null) {
                    throw new IllegalQueryOperationException("The JSON path " + text + " names "
                            + text.substring(at, end) + ", which is not passed. The query passes " + passed.keySet());
                }
                add("'||", value, "||'");
                at = end;
            } else {
                add(text.charAt(at) == '\'' ? "''" : text.charAt(at));
                at++;
            }
        }
        add("')");
    }

    /** Refuses a literal path that SQLite does not know, such as one with a wildcard. */
    JsonSql checkPath(SqlAstNode path) {
        if (path instanceof Literal literal
                && literal.getLiteralValue() instanceof String text
                && !PATH.matcher(text).matches()) {
            throw new IllegalQueryOperationException(
                    "SQLite has no JSON path '" + text + "'. It knows members and elements, as in '$.list[0].name'.");
        }
        return this;
    }

    /** Appends a value as an argument of a SQLite function that creates JSON. */
    JsonSql addValue(SqlAstNode node) {
        Expression value = (Expression) node;
        JdbcMappingContainer type = value.getExpressionType();
        JdbcType jdbcType = type == null ? null : type.getSingleJdbcMapping().getJdbcType();
        if (jdbcType == null) {
            return add(value);
        }
        if (jdbcType.isJson()) {
            return add("json(", value, ")");
        }
        if (jdbcType.isBoolean()
                || type.getSingleJdbcMapping().getJavaTypeDescriptor().getJavaTypeClass() == Boolean.class) {
            return add("json(case ", value, " when true then 'true' when false then 'false' end)");
        }
        if (jdbcType.isDecimal()) {
            return add("json(cast(", value, " as text))");
        }
        if (SqliteCast.isUuid(type.getSingleJdbcMapping())) {
            return addUuid(value);
        }
        if (jdbcType.isTemporal() && jdbcType.getCastType() != CastType.DATE) {
            return add("sepia_iso(", value, jdbcType.getCastType() == CastType.OFFSET_TIMESTAMP ? ",'Z')" : ",'')");
        }
        return jdbcType.isBinary() ? add("lower(hex(", value, "))") : add(value);
    }

    /** Appends the text of a UUID, which is stored as bytes. */
    JsonSql addUuid(SqlAstNode value) {
        String text = "substr(h,1,8)||'-'||substr(h,9,4)||'-'||substr(h,13,4)||'-'||substr(h,17,4)||'-'||substr(h,21)";
        return add("(select " + text + " from (select lower(hex(", value, ")) h where ", value, " is not null))");
    }

    /**
     * Begins an aggregate that is null if there are no rows. Returns whether it must be ended by {@code end}: over a
     * window, where it is never null, it is not guarded.
     */
    boolean beginAggregate(@Nullable Predicate filter) {
        if (walker instanceof SqliteTranslator<?> translator && translator.isInWindow()) {
            return false;
        }
        add("case when count(*)").addFilter(filter, null);
        add(">0 then ");
        return true;
    }

    /** Appends the order of an aggregate's values. */
    void addOrder(@Nullable List<SortSpecification> order) {
        walker.getCurrentClauseStack().push(Clause.WITHIN_GROUP);
        String separator = " order by ";
        for (SortSpecification each : order == null ? List.<SortSpecification>of() : order) {
            add(separator, each);
            separator = ",";
        }
        walker.getCurrentClauseStack().pop();
    }

    /**
     * Appends the filter clause of an aggregate.
     *
     * @param notNull an expression that must not be null, or null to omit that condition
     */
    void addFilter(@Nullable Predicate filter, @Nullable SqlAstNode notNull) {
        if (filter == null && notNull == null) {
            return;
        }
        walker.getCurrentClauseStack().push(Clause.WHERE);
        add(" filter (where ");
        if (filter != null) {
            add("(", filter, ")", notNull == null ? "" : " and ");
        }
        if (notNull != null) {
            add(notNull, " is not null");
        }
        add(")");
        walker.getCurrentClauseStack().pop();
    }
}
