package io.sepia.processes;

import io.sepia.Storage;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** A small program with a unit on H2. */
final class OtherDatabase {
    private OtherDatabase() {}

    public static void main(String[] arguments) {
        try (EntityManagerFactory factory = new HibernatePersistenceConfiguration("other")
                        .jdbcUrl("jdbc:h2:mem:other")
                        .createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            storage.save(new TenLines.Note("n1", "It weaves algebra"));
            System.out.println(storage.load(TenLines.Note.class, "n1").title());
        }
    }
}
