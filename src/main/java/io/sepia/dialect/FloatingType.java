package io.sepia.dialect;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.hibernate.query.sqm.CastType;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.DoubleJdbcType;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;

/** Stores floating-point numbers except NaN, which SQLite would store as null. */
final class FloatingType extends DoubleJdbcType {
    private final int code;

    private FloatingType(int code) {
        this.code = code;
    }

    static void register(JdbcTypeRegistry types) {
        for (int code : new int[] {Types.DOUBLE, Types.FLOAT, Types.REAL}) {
            types.addDescriptor(code, new FloatingType(code));
        }
    }

    @Override
    public int getJdbcTypeCode() {
        return code;
    }

    @Override
    public CastType getCastType() {
        return code == Types.DOUBLE ? CastType.DOUBLE : CastType.FLOAT;
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> type) {
        return new BasicBinder<>(type, this) {
            @Override
            protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
                    throws SQLException {
                statement.setDouble(index, number(value, options));
            }

            @Override
            protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
                    throws SQLException {
                statement.setDouble(name, number(value, options));
            }

            private double number(X value, WrapperOptions options) {
                double number = getJavaType().unwrap(value, Double.class, options);
                if (Double.isNaN(number)) {
                    throw new IllegalArgumentException("SQLite cannot keep NaN: it would become null. Store null, or a"
                            + " property of another type.");
                }
                return number;
            }
        };
    }
}
