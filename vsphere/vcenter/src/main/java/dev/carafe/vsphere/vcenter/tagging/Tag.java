package dev.carafe.vsphere.vcenter.tagging;

/** A label of a category. */
public record Tag(String id, String categoryId, String name, String description) {}
