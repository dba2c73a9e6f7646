package io.sepia.jpa;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.type.SqlTypes;
import org.hibernate.usertype.UserVersionType;
import org.jspecify.annotations.Nullable;

/** Versions that begin with 1, as the store's do. Hibernate's begin with 0. */
final class FirstVersion implements UserVersionType<Long> {
    @Override
    public Long seed(SharedSessionContractImplementor session) {
        return 1L;
    }

    @Override
    public Long next(Long current, SharedSessionContractImplementor session) {
        return current + 1;
    }

    @Override
    public int compare(Long one, Long other) {
        return Long.compare(one, other);
    }

    @Override
    public int getSqlType() {
        return SqlTypes.BIGINT;
    }

    @Override
    public Class<Long> returnedClass() {
        return Long.class;
    }

    @Override
    public @Nullable Long deepCopy(@Nullable Long version) {
        return version;
    }

    @Override
    public boolean isMutable() {
        return false;
    }
}
