package compat.modules;

import io.sepia.Field;
import io.sepia.Storage;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

/** Stores, queries and joins a persistence unit, and prints a line for each result. */
final class Application {
    private Application() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        System.out.println("module: " + Storage.class.getModule().getName());
        System.out.println("internal package exported: "
                + Storage.class.getModule().isExported("io.sepia.internal.engine", Application.class.getModule()));
        try (Storage storage = Storage.open(folder.resolve("articles.db"))) {
            saveAndQuery("sqlite", storage);
        }
        try (Storage storage = Storage.configure("filesystem", Map.of("path", folder.resolve("articles")))) {
            saveAndQuery("files", storage);
        }
        join(
                "sqlite-unit",
                Map.of("sepia.database_path", folder.resolve("unit.db").toString()));
        join("h2-unit", Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:file:" + folder.resolve("unit")));
        System.out.println("schema: " + (ClassLoader.getSystemResource("io/sepia/schema/sqlite/step-1.sql") != null));
    }

    private static void saveAndQuery(String place, Storage storage) {
        Author author = storage.save(new Author(null, "Ada"));
        Article article = new Article("a1", "Draft", author, LocalDate.of(1843, 10, 1));
        storage.save(article);
        article.rename("Notes");
        storage.save(article);
        System.out.println(place + ": " + storage.load(Article.class, "a1"));
        System.out.println(place + " query: "
                + storage.query(Article.class)
                        .where(Field.field("title").eq("Notes"))
                        .list());
    }

    private static void join(String unit, Map<String, String> properties) {
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("application", properties);
                Storage storage = Storage.of(factory)) {
            factory.runInTransaction(entities -> {
                Customer customer = new Customer("c1", "Charles");
                entities.persist(customer);
                entities.persist(new Purchase("p1", customer));
                storage.joining(entities).save(new Author("p1", "Ada"));
            });
            try {
                factory.runInTransaction(entities -> {
                    storage.joining(entities).save(new Author("p2", "Luigi"));
                    throw new IllegalStateException("rolled back");
                });
            } catch (IllegalStateException e) {
                System.out.println(unit + " " + e.getMessage() + ": "
                        + storage.find(Author.class, "p2").isEmpty());
            }
            factory.runInTransaction(entities -> {
                Customer customer = entities.find(Purchase.class, "p1").getCustomer();
                System.out.println(
                        unit + " proxy: " + (customer.getClass() != Customer.class) + ", " + customer.getName());
                System.out.println(unit + " joined: "
                        + entities.createQuery("""
                        select concat(p.id, ' ', d.content) from Purchase p
                        join StoredObject d on d.className = 'Author' and d.objectId = p.id""", String.class).getSingleResult());
            });
        }
    }
}
