package io.sepia.dialect;

import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.function.LongFunction;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.BigIntJdbcType;
import org.hibernate.type.descriptor.jdbc.IntegerJdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.SmallIntJdbcType;
import org.hibernate.type.descriptor.jdbc.TinyIntJdbcType;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;

/**
 * Integers that are read without loss. SQLite computes with 64 bits, and with doubles beyond that; the driver would
 * drop the upper bits of a result, or return the nearest integer.
 */
final class WholeNumbers {
    private WholeNumbers() {}

    static void register(JdbcTypeRegistry types) {
        types.addDescriptor(new IntegerJdbcType() {
            @Override
            public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
                return new Extractor<>(type, this, Integer.MIN_VALUE, Integer.MAX_VALUE, each -> (int) each);
            }
        });
        types.addDescriptor(new TinyIntJdbcType() {
            @Override
            public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
                return new Extractor<>(type, this, Byte.MIN_VALUE, Byte.MAX_VALUE, each -> (byte) each);
            }
        });
        types.addDescriptor(new SmallIntJdbcType() {
            @Override
            public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
                return new Extractor<>(type, this, Short.MIN_VALUE, Short.MAX_VALUE, each -> (short) each);
            }
        });
        types.addDescriptor(new BigIntJdbcType() {
            @Override
            public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
                return new Extractor<>(type, this, Long.MIN_VALUE, Long.MAX_VALUE, each -> each);
            }
        });
    }

    private static final class Extractor<X> extends BasicExtractor<X> {
        private static final long serialVersionUID = 1L;

        private final long min;
        private final long max;
        private final transient LongFunction<Number> narrowed;

        Extractor(JavaType<X> type, JdbcType jdbcType, long min, long max, LongFunction<Number> narrowed) {
            super(type, jdbcType);
            this.min = min;
            this.max = max;
            this.narrowed = narrowed;
        }

        @Override
        protected X doExtract(ResultSet rows, int index, WrapperOptions options) throws SQLException {
            long value = rows.getLong(index);
            if (value < min
                    || value > max
                    || (value == Long.MIN_VALUE || value == Long.MAX_VALUE)
                            && !(rows.getObject(index) instanceof Long)) {
                throw new SQLDataException("A column has an integer that is beyond " + (value < 0 ? min : max)
                        + ", the limit of its type. Cast it to a larger type, such as BigInteger.");
            }
            return getJavaType().wrap(narrowed.apply(value), options);
        }

        @Override
        protected X doExtract(CallableStatement statement, int index, WrapperOptions options) throws SQLException {
            return getJavaType().wrap(narrowed.apply(statement.getLong(index)), options);
        }

        @Override
        protected X doExtract(CallableStatement statement, String name, WrapperOptions options) throws SQLException {
            return getJavaType().wrap(narrowed.apply(statement.getLong(name)), options);
        }
    }
}
