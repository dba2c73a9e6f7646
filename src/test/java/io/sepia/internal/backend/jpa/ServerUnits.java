package io.sepia.internal.backend.jpa;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Units in a database server that the tests of a class use one after the other. */
public class ServerUnits implements AutoCloseable {
    private final Supplier<String> places;
    private final Consumer<String> empty;
    private final Function<String, EntityManagerFactory> open;
    private final List<String> urls = new ArrayList<>();
    private final List<EntityManagerFactory> factories = new ArrayList<>();
    private int used;

    /**
     * @param places returns the URL of a new place
     * @param empty empties the tables of a place, which takes less time than making them; throws IllegalStateException
     *     if it cannot
     */
    ServerUnits(Supplier<String> places, Consumer<String> empty, Function<String, EntityManagerFactory> open) {
        this.places = places;
        this.empty = empty;
        this.open = open;
    }

    /** Returns a unit in an empty place. */
    public EntityManagerFactory next() {
        if (used < factories.size()) {
            try {
                empty.accept(urls.get(used));
                return factories.get(used++);
            } catch (IllegalStateException e) {
                // A test has left a transaction open, or has dropped tables.
                factories.remove(used).close();
                urls.remove(used);
                return next();
            }
        }
        urls.add(places.get());
        factories.add(open.apply(urls.get(used)));
        return factories.get(used++);
    }

    /** Begins with the first unit again. */
    public void reuse() {
        used = 0;
    }

    @Override
    public void close() {
        factories.forEach(EntityManagerFactory::close);
        factories.clear();
        urls.clear();
    }
}
