/**
 * What machines need of their host, from those who have it: switches, confinement, guests' agents, consoles. Thin; any thread may call.
 */
@NullMarked
package dev.carafe.vsphere.esxi.services;

import org.jspecify.annotations.NullMarked;
