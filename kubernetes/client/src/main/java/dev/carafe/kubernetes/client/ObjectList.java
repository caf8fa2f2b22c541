package dev.carafe.kubernetes.client;

import java.util.List;

/**
 * One answer to a list.
 *
 * @param items the objects, of which those of built-in lists have their kind and API version filled in
 * @param resourceVersion the version the list is of, from which a watch goes on without a gap
 * @param continueToken asks for the next page; empty on the last
 */
public record ObjectList<T>(List<T> items, String resourceVersion, String continueToken) {}
