/** PouchDB as a client: over HTTP and in memory, replicating. Plugged together once. */
import PouchDB from "pouchdb-core";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import replication from "pouchdb-replication";

export default PouchDB.plugin(http).plugin(memory).plugin(replication);
