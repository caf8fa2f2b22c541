/**
 * What clients ask vCenter for by HTTP and its hosts have: files of datastores at {@code /folder}, pictures of screens at
 * {@code /screen}. A request is passed on to a host with vCenter's own session there, and the answer is handed on as it comes;
 * who may ask is decided here. Each request runs on its own thread and blocks. It knows {@code entity}, and hosts by
 * {@code host} alone.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.relay;

import org.jspecify.annotations.NullMarked;
