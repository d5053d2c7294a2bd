/** The way to an OPC-UA server: found, trusted, logged in to, asked and listened to. */
@NullMarked
package eu.releve.edge.link.opcua;

import org.jspecify.annotations.NullMarked;
