/** An application on the module path. */
module compat.modules {
    requires io.sepia;

    // The store, Jackson and Hibernate create and read its objects.
    opens compat.modules;
}
