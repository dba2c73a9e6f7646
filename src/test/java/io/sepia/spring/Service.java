package io.sepia.spring;

import io.sepia.Storage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A service whose methods run work in transactions. */
public class Service {
    @PersistenceContext
    EntityManager entities;

    @Autowired
    Storage storage;

    @Transactional
    public void required(Runnable work) {
        work.run();
    }

    @Transactional(noRollbackFor = SpringFixture.Refused.class)
    public void committingRefused(Runnable work) {
        work.run();
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void requiresNew(Runnable work) {
        work.run();
    }

    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public void notSupported(Runnable work) {
        work.run();
    }

    @Transactional(readOnly = true)
    public void readOnly(Runnable work) {
        work.run();
    }

    @Transactional
    public void clear() {
        entities.createQuery("delete from Client").executeUpdate();
        storage.clear();
    }

    public void store(String id) {
        entities().persist(new Client(id, "name of " + id));
        storage().save(new Memo(id, "memo of " + id));
    }

    public EntityManager entities() {
        return entities;
    }

    public Storage storage() {
        return storage;
    }

    public List<String> clients() {
        return entities.createQuery("select c.id from Client c order by c.id", String.class)
                .getResultList();
    }

    public List<String> memos() {
        return storage.ids(Memo.class);
    }
}
