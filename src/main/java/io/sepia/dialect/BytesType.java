package io.sepia.dialect;

import java.sql.Types;
import org.hibernate.type.descriptor.jdbc.VarbinaryJdbcType;

/** Stores large binary objects as bytes, because the driver has no {@code getBlob}. */
final class BytesType extends VarbinaryJdbcType {
    @Override
    public int getJdbcTypeCode() {
        return Types.BLOB;
    }
}
