package io.sepia.internal.codec;

import java.util.Map;
import java.util.function.Supplier;

/** What a place in a document is declared to hold, as far as references are concerned. */
sealed interface Shape {
    /** Nothing that the class reads: references there are left alone. */
    record Ignored() implements Shape {}

    /** Anything: references there are loaded. */
    record Anything(Class<?> declared) implements Shape {}

    /** A {@code Ref}: references there are not loaded. */
    record Lazy(Class<?> declared) implements Shape {}

    /** The elements of an array, or the values of the members of an object. */
    record Elements(Shape element) implements Shape {}

    /**
     * An embedded object with these properties; laid out when it is first met, because classes may contain themselves.
     */
    record Bean(Supplier<Map<String, Shape>> properties, Shape others, Class<?> declared) implements Shape {}

    /** Nothing that the class reads. */
    Shape IGNORED = new Ignored();
    /** Anything. */
    Shape ANYTHING = new Anything(Object.class);

    /** The shape of a member of a JSON object at this place. */
    default Shape member(String name) {
        if (this instanceof Bean bean) {
            return bean.properties().get().getOrDefault(name, bean.others());
        }
        return this instanceof Elements elements ? elements.element() : this;
    }

    /** The shape of an element of a JSON array at this place. */
    default Shape element() {
        return this instanceof Elements elements ? elements.element() : this;
    }

    /** What a reference that stands exactly here must lead to. */
    default Class<?> declared() {
        if (this instanceof Lazy lazy) {
            return lazy.declared();
        }
        if (this instanceof Anything anything) {
            return anything.declared();
        }
        if (this instanceof Bean bean) {
            return bean.declared();
        }
        return this instanceof Elements elements ? elements.element().declared() : Object.class;
    }
}
