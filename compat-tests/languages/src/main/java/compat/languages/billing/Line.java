package compat.languages.billing;

import compat.languages.Product;
import lombok.Value;

/** An embedded value, created by the constructor of {@code @Value}. */
@Value
public class Line {
    Product product;
    int amount;
}
