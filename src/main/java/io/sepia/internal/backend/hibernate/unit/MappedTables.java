package io.sepia.internal.backend.hibernate.unit;

import io.sepia.jpa.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.archive.scan.spi.ScanEnvironment;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.service.Service;
import org.jspecify.annotations.Nullable;

/** The units of one service registry, and the tables in their mappings that belong to the store. Thread-safe. */
final class MappedTables implements Service {
    private static final long serialVersionUID = 1L;

    private final transient List<Supplier<@Nullable PersistentClass>> entities = new CopyOnWriteArrayList<>();

    private transient volatile @Nullable BootstrapContext context;

    /** Remembers what a metadata builder knows of its unit. */
    void building(BootstrapContext context) {
        this.context = context;
    }

    /** Returns where the unit's classes are listed, or null. */
    @Nullable
    ScanEnvironment scanEnvironment() {
        BootstrapContext known = context;
        return known == null ? null : known.getScanEnvironment();
    }

    /** Adds the table of the store's entity in {@code metadata}. The entity may be bound later. */
    void add(Metadata metadata) {
        entities.add(() -> metadata.getEntityBinding(StoredObject.class.getName()));
    }

    boolean contains(Table table) {
        return entities.stream().map(Supplier::get).filter(Objects::nonNull).anyMatch(each -> each.getTable() == table);
    }
}
