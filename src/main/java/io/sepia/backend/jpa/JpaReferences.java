package io.sepia.backend.jpa;

import io.sepia.backend.DocumentReferences;
import io.sepia.backend.Referrer;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.query.References;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The references between the documents of a database. */
final class JpaReferences implements DocumentReferences {
    private final TransactionSession session;

    JpaReferences(TransactionSession session) {
        this.session = session;
    }

    @Override
    public List<Referrer> referrers(ObjectKey target, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 document, not " + limit);
        }
        return session.read(() -> "Looking for what refers to " + target, statements -> {
            List<Referrer> found = new ArrayList<>();
            PreparedStatement statement = statements.prepare(
                    "SELECT id, class_name, object_id, content FROM objects WHERE id > ? ORDER BY id");
            statement.setLong(1, after);
            try (ResultSet rows = statement.executeQuery()) {
                while (found.size() < limit && rows.next()) {
                    if (References.in(rows.getString(4)).contains(target)) {
                        found.add(new Referrer(rows.getLong(1), new ObjectKey(rows.getString(2), rows.getString(3))));
                    }
                }
            }
            return found;
        });
    }

    @Override
    public Set<String> referred(String className, Collection<String> ids) {
        Set<String> found = new HashSet<>();
        for (String id : ids) {
            if (!referrers(new ObjectKey(className, id), 0, 1).isEmpty()) {
                found.add(id);
            }
        }
        return found;
    }

    @Override
    public Map<String, OnDelete> rules() {
        return session.read(() -> "Reading the rules for deletion", statements -> {
            Map<String, OnDelete> rules = new TreeMap<>(ObjectKey.TEXT_ORDER);
            try (ResultSet rows = statements
                    .prepare("SELECT class_name, on_delete FROM object_rules WHERE on_delete IS NOT NULL")
                    .executeQuery()) {
                while (rows.next()) {
                    rules.put(rows.getString(1), OnDelete.of(rows.getString(2)));
                }
            }
            return rules;
        });
    }

    @Override
    public void rule(String className, OnDelete rule) {
        ObjectKey.checkClassName(className);
        session.write(ChangedRows.NONE, () -> "Keeping the rule of class " + className, statements -> {
            String text = rule == OnDelete.LEAVE ? null : rule.text();
            PreparedStatement update = statements.prepare("UPDATE object_rules SET on_delete = ? WHERE class_name = ?");
            Rows.setText(update, 1, text);
            update.setString(2, className);
            if (update.executeUpdate() == 0 && text != null) {
                PreparedStatement insert =
                        statements.prepare("INSERT INTO object_rules (class_name, on_delete) VALUES (?, ?)");
                insert.setString(1, className);
                insert.setString(2, text);
                insert.executeUpdate();
            }
            return true;
        });
    }
}
