/**
 * The REST face of a vCenter: sessions, tags, lists of what the inventory has and what can be done with it, under {@code /api} as
 * vSphere 7 and later have it and under {@code /rest} as before. Whatever changes the inventory is done by the methods of the SOAP
 * API, with the rights that these ask for.
 *
 * <p>Requests run on the thread that brings them. The package knows {@code tagging}, {@code module}, {@code dataset}, {@code json}, and of {@code vmomi}
 * sessions, users, calls, tasks, history's scopes and the registry.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.rest;

import org.jspecify.annotations.NullMarked;
