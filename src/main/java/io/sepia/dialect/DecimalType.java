package io.sepia.dialect;

import io.sepia.internal.functions.Decimals;
import io.sepia.internal.functions.SqlFunctions;
import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.expression.QueryLiteral;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.expression.UnparsedNumericLiteral;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.DecimalJdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcLiteralFormatter;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Stores decimals and big integers as text in a canonical form, in which equal numbers are equal texts. See decision
 * 0111.
 */
final class DecimalType extends DecimalJdbcType {
    /** The type of columns. SQLite derives TEXT affinity from the name, and the driver reports the scale. */
    static final String COLUMN = "decimal_text($p,$s)";

    private final int code;

    private DecimalType(int code) {
        this.code = code;
    }

    static void register(JdbcTypeRegistry types) {
        types.addDescriptor(Types.NUMERIC, new DecimalType(Types.NUMERIC));
        types.addDescriptor(Types.DECIMAL, new DecimalType(Types.DECIMAL));
    }

    @Override
    public int getJdbcTypeCode() {
        return code;
    }

    /** Returns whether the value of an expression is an exact number. */
    static boolean is(SqlAstNode node) {
        JdbcMappingContainer type = node instanceof Expression expression ? expression.getExpressionType() : null;
        if (type == null || type.getJdbcTypeCount() != 1) {
            return false;
        }
        return isDecimal(type.getSingleJdbcMapping());
    }

    static boolean isDecimal(JdbcMapping type) {
        return type.getJdbcType().isDecimal();
    }

    /** Renders the canonical text of a number. */
    static void render(SqlAppender sql, SqlAstNode node, SqlAstTranslator<?> walker) {
        if (isCanonical(node)) {
            node.accept(walker);
        } else {
            sql.appendSql("sepia_decimal(");
            node.accept(walker);
            sql.appendSql(")");
        }
    }

    /** Returns whether the value is surely in canonical form: a column, a parameter or a literal. */
    static boolean isCanonical(SqlAstNode node) {
        return is(node)
                && node instanceof Expression expression
                && (node instanceof QueryLiteral<?>
                        || node instanceof UnparsedNumericLiteral<?>
                        // Hibernate binds some parameters with its own type.
                        || (expression.getColumnReference() != null || node instanceof JdbcParameter)
                                && expression
                                                .getExpressionType()
                                                .getSingleJdbcMapping()
                                                .getJdbcType()
                                        instanceof DecimalType);
    }

    /** Returns whether tuples compare by value: decimals are in canonical form, and are compared for equality only. */
    static boolean areComparable(SqlTuple a, SqlTuple b, boolean equality) {
        for (int i = 0; i < a.getExpressions().size(); i++) {
            Expression first = a.getExpressions().get(i);
            Expression second = b.getExpressions().get(i);
            if ((is(first) || is(second)) && !(equality && isCanonical(first) && isCanonical(second))) {
                return false;
            }
        }
        return true;
    }

    /** Appends the collation that compares the texts by value. */
    static void collate(SqlAppender sql) {
        sql.appendSql(" collate " + SqlFunctions.BY_VALUE);
    }

    @Override
    public <T> JdbcLiteralFormatter<T> getJdbcLiteralFormatter(JavaType<T> type) {
        return (appender, value, dialect, options) ->
                appender.appendSql("'" + Decimals.text(type.unwrap(value, BigDecimal.class, options)) + "'");
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> type) {
        return new BasicBinder<>(type, this) {
            @Override
            protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
                    throws SQLException {
                statement.setString(index, Decimals.text(getJavaType().unwrap(value, BigDecimal.class, options)));
            }

            @Override
            protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
                    throws SQLException {
                statement.setString(name, Decimals.text(getJavaType().unwrap(value, BigDecimal.class, options)));
            }
        };
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
        return new BasicExtractor<>(type, this) {
            @Override
            protected @Nullable X doExtract(ResultSet row, int index, WrapperOptions options) throws SQLException {
                String text = row.getString(index);
                if (text == null) {
                    return null;
                }
                BigDecimal number = parse(text);
                // Like other databases, returns the value of a column with the scale of the column.
                int scale = row.getMetaData().getScale(index);
                return getJavaType().wrap(number.scale() < scale ? number.setScale(scale) : number, options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, int index, WrapperOptions options)
                    throws SQLException {
                String text = statement.getString(index);
                return text == null ? null : getJavaType().wrap(parse(text), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, String name, WrapperOptions options)
                    throws SQLException {
                String text = statement.getString(name);
                return text == null ? null : getJavaType().wrap(parse(text), options);
            }
        };
    }

    private static BigDecimal parse(String text) throws SQLException {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new SQLException("A column holds text where a number was expected", e);
        }
    }
}
