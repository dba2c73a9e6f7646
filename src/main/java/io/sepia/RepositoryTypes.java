package io.sepia;

/** The types in the signatures of repositories that one library brings. Implementations are loaded if it is there. */
interface RepositoryTypes {
    /** Returns whether parameters of this type say something about order or extent. */
    boolean isParameter(Class<?> type);

    /** Returns whether it is a type of pages, which need an argument that asks for one. */
    boolean isPage(Class<?> returned);

    /** Returns whether an argument of this type asks for a page. */
    boolean asksForPage(Class<?> parameter);

    /** Adds what an argument says. */
    void apply(Object argument, RepositoryRequest<?> request);

    /** Returns the page that was asked for. */
    Object page(Class<?> returned, RepositoryRequest<?> request);
}
