# Read by catalina.sh at each start.

# The off-heap tier lives in direct memory, whose limit is the heap size unless it is set. Allow the tier
# (offHeapSize, 512 MB unless set), 72 KB for each of 8192 connections, and something for the HTTP client.
CATALINA_OPTS="$CATALINA_OPTS -XX:MaxDirectMemorySize=1280m"
