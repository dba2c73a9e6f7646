/** An application on the module path. */
module compat.modules {
    requires io.sepia;

    // The store, Jackson and Hibernate make and read its objects.
    opens compat.modules;
}
