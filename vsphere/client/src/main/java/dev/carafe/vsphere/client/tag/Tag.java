package dev.carafe.vsphere.client.tag;

/**
 * A tag.
 *
 * @param id what the server calls it
 * @param categoryId the category that it belongs to
 */
public record Tag(String id, String categoryId, String name, String description) {}
