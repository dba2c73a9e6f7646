package io.sepia.internal.unknown;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A set of instances, which it does not keep alive and does not compare by {@code equals}. Thread-safe. */
final class InstanceSet {
    private final Set<Element> elements = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

    private static final class Element extends WeakReference<Object> {
        private final int hash;

        Element(Object instance, @Nullable ReferenceQueue<Object> queue) {
            super(instance, queue);
            this.hash = System.identityHashCode(instance);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || other instanceof Element element && get() != null && get() == element.get();
        }
    }

    void add(Object instance) {
        for (Reference<?> each = dead.poll(); each != null; each = dead.poll()) {
            elements.remove(each);
        }
        elements.add(new Element(instance, dead));
    }

    boolean contains(Object instance) {
        return !elements.isEmpty() && elements.contains(new Element(instance, null));
    }
}
