package io.sepia.internal.backend.hibernate.unit;

import io.sepia.jpa.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.service.Service;
import org.jspecify.annotations.Nullable;

/** The tables in the mappings of one service registry that belong to the store. Thread-safe. */
final class MappedTables implements Service {
    private static final long serialVersionUID = 1L;

    private final transient List<Supplier<@Nullable PersistentClass>> entities = new CopyOnWriteArrayList<>();

    /** Adds the table of the store's entity in {@code metadata}. The entity may be bound later. */
    void add(Metadata metadata) {
        entities.add(() -> metadata.getEntityBinding(StoredObject.class.getName()));
    }

    boolean contains(Table table) {
        return entities.stream().map(Supplier::get).filter(Objects::nonNull).anyMatch(each -> each.getTable() == table);
    }
}
