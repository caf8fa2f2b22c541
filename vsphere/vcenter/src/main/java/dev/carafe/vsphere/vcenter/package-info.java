/**
 * vCenter: one inventory over many hosts. It reaches hosts only by {@code vsphere/client}, so that an ESXi host is as welcome
 * as Carafe's host agent, and serves itself by {@code vsphere/vmomi}.
 *
 * <ul>
 *   <li>{@code inventory}: what there is and which changes are allowed (pure)
 *   <li>{@code store}: the inventory's owner thread and its durable copy in a store of {@code etcd}
 *   <li>{@code entity}: the managed objects that are vCenter's own, and their properties
 *   <li>{@code host}: connections to hosts, and what is mirrored from them
 *   <li>{@code placement}: on which host and datastore something goes (pure)
 *   <li>{@code manager}: custom fields, extensions, licences
 *   <li>{@code alarm}: alarms, and where they are raised
 *   <li>{@code schedule}: what is to be done when, and the thread that does it
 *   <li>{@code rest}, {@code tagging}, {@code module}, {@code dataset}, {@code json}: the REST API, and what vCenter keeps for it: tags and
 *       categories, modules of clusters, data sets of machines
 *   <li>{@code server}: a whole vCenter, put together and served
 * </ul>
 */
@NullMarked
package dev.carafe.vsphere.vcenter;

import org.jspecify.annotations.NullMarked;
