/**
 * Datastores: folders of this host under a name, and paths in them that cannot lead out.
 *
 * <p>{@link DatastorePath} is a pure value. {@link Datastore} turns one into a file of this host and looks at links on the way;
 * whoever opens files of a datastore gets their paths from it alone. {@link Datastores} may be used by any thread. Knows nobody
 * in the house.
 */
@NullMarked
package dev.carafe.vsphere.esxi.datastore;

import org.jspecify.annotations.NullMarked;
