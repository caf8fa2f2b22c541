package dev.carafe.kubernetes.apiserver.storage;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items in the order of their keys
 * @param revision the list's resource version
 * @param continueToken where the next page begins, empty on the last
 * @param remaining how many items follow, -1 where that is not known
 */
public record ListPage(List<StoredObject> items, long revision, String continueToken, long remaining) {}
