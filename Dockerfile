FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
# Fits into 128 MB: without these Node lets its heap grow before it cleans up.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-old-space-size=80 --max-semi-space-size=2" \
    OFFBLOCK_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/bin bin
COPY --from=build /app/shared shared
COPY --from=build /app/server server
COPY --from=build /app/sql sql
RUN mkdir /data && chown node:node /data
USER node
# Used only without DATABASE_URL, when the built-in PostgreSQL keeps its data here.
VOLUME /data
EXPOSE 8080
# By bash itself: a second Node for every look would take as much memory as the server.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /api/v1/health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
CMD ["node", "bin/offblock.js", "serve"]
