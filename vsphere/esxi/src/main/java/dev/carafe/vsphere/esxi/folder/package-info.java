/**
 * Files of datastores by HTTP, at {@code /folder}: reading with ranges, listing, writing, removing. Whoever asks is known by the
 * session's cookie, by name and password, or by a ticket for the one request. Each request runs on its own thread and blocks.
 * Knows {@code datastore} and {@code disk}.
 */
@NullMarked
package dev.carafe.vsphere.esxi.folder;

import org.jspecify.annotations.NullMarked;
