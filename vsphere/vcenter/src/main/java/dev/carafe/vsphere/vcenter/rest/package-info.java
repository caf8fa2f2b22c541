/**
 * The REST face of a vCenter: sessions, tags, and lists of what the inventory has, under {@code /api} as vSphere 7 and later
 * have it and under {@code /rest} as before.
 *
 * <p>Requests run on the thread that brings them. The package knows {@code tagging}, {@code json}, and of {@code vmomi}
 * sessions, users, history's scopes and the registry.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.rest;

import org.jspecify.annotations.NullMarked;
