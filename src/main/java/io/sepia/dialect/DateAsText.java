package io.sepia.dialect;

import java.sql.Date;
import java.time.LocalDate;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.DateJdbcType;

/** Stores dates as {@code 2026-11-24}. */
final class DateAsText extends DateJdbcType {
    private static final long serialVersionUID = 1L;

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> type) {
        return new TextBinder<>(
                type,
                this,
                (value, options) -> TemporalText.of(
                        value instanceof LocalDate date
                                ? date
                                : type.unwrap(value, Date.class, options).toLocalDate()));
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
        return new TextExtractor<>(type, this, (text, options) -> {
            LocalDate date = TemporalText.date(text, TemporalText.zone(options.getJdbcTimeZone()));
            return type.getJavaTypeClass() == LocalDate.class
                    ? type.wrap(date, options)
                    : type.wrap(Date.valueOf(date), options);
        });
    }
}
