package compat.languages;

import lombok.Value;

/** Embedded, and made by the constructor of {@code @Value}. */
@Value
public class Line {
    Product product;
    int amount;
}
