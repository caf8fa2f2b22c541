package dev.carafe.vsphere.vcenter.rest;

import java.util.Map;

/** What vAPI calls a map: an object under {@code /api}, a list of keys and values under {@code /rest}. */
record Keyed(Map<String, Object> entries) {}
