/**
 * The inventory's owner: one virtual thread takes changes from a bounded queue, decides each on the entities as they are,
 * writes what came out into a store of {@code etcd}, then applies it and answers. So what was answered is durable, and nobody
 * sees what is not. A crash between writing and applying loses nothing: at the start all is read from the store.
 *
 * <p>Keys: {@code /vcenter/entities/ID} an entity as the XML of an {@code ObjectContent}; {@code /vcenter/next-number} the
 * number of the next id; {@code /vcenter/mirror/HOST/TYPE/ID} what a host said last of an object of its own, packed; {@code
 * /vcenter/managers/MANAGER/TYPE/ID} what a manager was told. Others, such as {@code dataset}, keep what is theirs in the same store.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.store;

import org.jspecify.annotations.NullMarked;
