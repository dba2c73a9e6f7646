package io.sepia;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The classes that the public and protected signatures of a class mention, as a user's compiler sees them. The
 * components of a record are among them, as return types of its accessors.
 */
final class Signatures {
    private final Map<String, Set<String>> mentioned = new TreeMap<>();

    private Signatures() {}

    /** Returns where each class is mentioned, by its name. */
    static Map<String, Set<String>> of(Class<?> type) {
        Signatures signatures = new Signatures();
        String name = type.getName();
        signatures.add(name, type.getGenericSuperclass());
        signatures.add(name, type.getGenericInterfaces());
        signatures.addBounds(name, type);
        for (Field each : type.getDeclaredFields()) {
            if (isVisible(each)) {
                signatures.add(each.toString(), each.getGenericType());
            }
        }
        for (Method each : type.getDeclaredMethods()) {
            if (isVisible(each)) {
                signatures.add(each.toString(), each.getGenericReturnType());
                signatures.addExecutable(each);
            }
        }
        for (Constructor<?> each : type.getDeclaredConstructors()) {
            if (isVisible(each)) {
                signatures.addExecutable(each);
            }
        }
        return signatures.mentioned;
    }

    private static boolean isVisible(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }

    private void addExecutable(Executable executable) {
        add(executable.toString(), executable.getGenericParameterTypes());
        add(executable.toString(), executable.getGenericExceptionTypes());
        addBounds(executable.toString(), executable);
    }

    private void addBounds(String where, GenericDeclaration declaration) {
        for (TypeVariable<?> each : declaration.getTypeParameters()) {
            add(where, each.getBounds());
        }
    }

    private void add(String where, Type... types) {
        for (Type each : types) {
            if (each != null) {
                add(where, each, new HashSet<>());
            }
        }
    }

    private void add(String where, Type type, Set<Type> seen) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof Class<?> plain) {
            Class<?> element = plain;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            mentioned
                    .computeIfAbsent(element.getName(), each -> new TreeSet<>())
                    .add(where);
        } else if (type instanceof ParameterizedType parameterized) {
            add(where, parameterized.getRawType(), seen);
            for (Type each : parameterized.getActualTypeArguments()) {
                add(where, each, seen);
            }
        } else if (type instanceof GenericArrayType array) {
            add(where, array.getGenericComponentType(), seen);
        } else {
            Stream<Type> bounds = type instanceof WildcardType wildcard
                    ? Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                            .flatMap(Stream::of)
                    : Stream.of(((TypeVariable<?>) type).getBounds());
            bounds.forEach(each -> add(where, each, seen));
        }
    }
}
