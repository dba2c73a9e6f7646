package io.sepia.dialect;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.function.CastFunction;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.sqm.CastType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.CastTarget;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JdbcParameter;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.expression.SqlTupleContainer;
import org.hibernate.type.SqlTypes;

/** Renders {@code cast}, with the length, precision or range of the target, and of UUIDs to text. */
final class SqliteCast extends CastFunction {
    SqliteCast(Dialect dialect, int booleanType) {
        super(dialect, booleanType);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        SqlTuple time = SqlTupleContainer.getSqlTuple(arguments.get(0));
        if (time != null) {
            // A time and its offset, in two columns.
            render(appender, List.of(time.getExpressions().get(0), arguments.get(1)), returnType, walker);
            return;
        }
        JdbcMapping from = ((Expression) arguments.get(0)).getExpressionType().getSingleJdbcMapping();
        CastTarget target = (CastTarget) arguments.get(1);
        checkReadable(from, "cast");
        // Hibernate itself casts parameters to the size of the first value, also for values that follow.
        String limit = arguments.get(0) instanceof JdbcParameter ? "" : limit(target);
        appender.appendSql(limit.isEmpty() ? "" : limit.substring(0, limit.indexOf('(') + 1));
        if (isUuid(from) && target.getJdbcMapping().getCastType() == CastType.STRING) {
            new JsonSql(appender, walker).addUuid(arguments.get(0));
        } else {
            super.render(appender, arguments, returnType, walker);
        }
        appender.appendSql(limit.isEmpty() ? "" : limit.substring(limit.indexOf('?') + 1));
    }

    /** Returns the SQL that limits the value {@code ?} to what the target can hold, or an empty text. */
    private static String limit(CastTarget target) {
        JdbcMapping type = target.getJdbcMapping();
        if (type.getCastType() == CastType.STRING && target.getLength() != null) {
            return "substr(?,1," + target.getLength() + ")";
        }
        if (DecimalType.isDecimal(type)) {
            if (type.getJavaTypeDescriptor().getJavaTypeClass() == BigInteger.class) {
                return "sepia_round(?)";
            }
            Integer precision = target.getPrecision();
            Integer scale = target.getScale();
            return precision == null ? "" : "sepia_scale(?," + precision + "," + (scale == null ? 0 : scale) + ")";
        }
        return switch (type.getJdbcType().getDefaultSqlTypeCode()) {
            case SqlTypes.TINYINT -> "sepia_integer(?," + Byte.BYTES + ")";
            case SqlTypes.SMALLINT -> "sepia_integer(?," + Short.BYTES + ")";
            default -> "";
        };
    }

    /** Refuses to convert an array or another object to text, which is stored as bytes that only Java reads. */
    static void checkReadable(JdbcMapping type, String function) {
        Class<?> java = type.getJavaTypeDescriptor().getJavaTypeClass();
        if (type.getJdbcType().isBinary() && java != byte[].class && java != Byte[].class && java != UUID.class) {
            throw new IllegalQueryOperationException("SQLite cannot '" + function + "' values of " + java.getTypeName()
                    + ", which are stored as serialized objects.");
        }
    }

    /** Returns whether a type stores UUIDs as bytes. */
    static boolean isUuid(JdbcMapping type) {
        return type.getJavaTypeDescriptor().getJavaTypeClass() == UUID.class
                && type.getJdbcType().isBinary();
    }
}
