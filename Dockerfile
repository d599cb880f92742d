# One image, three roles: `docker run dragoman serve --role web`. Without arguments it runs all of them, with a database
# of its own under /data. See "Docker" in README.md for what was and was not tried.

FROM node:24-bookworm AS build
WORKDIR /app
# hnswlib-node is compiled here; the full image has the compiler, the image below does not need it.
COPY package.json package-lock.json ./
COPY src/stubs src/stubs
RUN npm ci --no-audit --no-fund
COPY . .
# The widget, the shop page and the console; then only what the server needs at run time, with the image's own Node.
RUN node_modules/.bin/vite build -c adapters/web-widget/client/vite.config.ts --logLevel warn \
 && node_modules/.bin/vite build -c src/console/app/vite.config.ts --logLevel warn \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node

FROM node:24-bookworm-slim
# The base image's own user "node" has no rights; the embedded PostgreSQL runs as it, too.
WORKDIR /app
ENV NODE_ENV=production DRAGOMAN_DATA=/data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/src src
COPY --from=build /app/adapters adapters
COPY --from=build /app/prompts prompts
COPY --from=build /app/knowledge knowledge
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The program drains in 25 s after SIGTERM: give it 30 (`docker stop -t 30`, stop_grace_period in compose.yaml).
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--max-semi-space-size=16", "--max-old-space-size=1024", "src/main.ts"]
CMD ["serve"]
