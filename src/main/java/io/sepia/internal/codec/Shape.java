package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import java.util.Map;
import java.util.function.Supplier;

/** The declared content of a place in a document, as far as references are concerned. */
sealed interface Shape {
    /** A place that the class does not read: references there are left alone. */
    record Ignored() implements Shape {}

    /** A place with any content: references there are loaded. */
    record Anything(Class<?> declared) implements Shape {}

    /** An object of a class that is stored by itself: a reference, which is loaded, or the object itself. */
    record Whole(JavaType type, Shapes shapes) implements Shape {}

    /** A {@code Ref}: references there are not loaded. */
    record Lazy(Class<?> declared) implements Shape {}

    /** The elements of an array, or the values of the members of an object. */
    record Elements(Shape element) implements Shape {}

    /**
     * An embedded object with these properties. They are computed at first use, because classes may contain themselves.
     */
    record Bean(Supplier<Map<String, Shape>> properties, Shape others, Class<?> declared) implements Shape {}

    /** The shape of places that the class does not read. */
    Shape IGNORED = new Ignored();
    /** The shape of places with any content. */
    Shape ANYTHING = new Anything(Object.class);

    /** Returns the shape of a member of a JSON object at this place. */
    default Shape member(String name) {
        if (this instanceof Bean bean) {
            return bean.properties().get().getOrDefault(name, bean.others());
        }
        if (this instanceof Whole whole) {
            return whole.shapes().ofRoot(whole.type()).member(name);
        }
        return this instanceof Elements elements ? elements.element() : this;
    }

    /** Returns the shape of an element of a JSON array at this place. */
    default Shape element() {
        return this instanceof Elements elements ? elements.element() : this;
    }

    /** Returns the type that a reference at exactly this place must lead to. */
    default Class<?> declared() {
        if (this instanceof Lazy lazy) {
            return lazy.declared();
        }
        if (this instanceof Whole whole) {
            return whole.type().getRawClass();
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
